"""A bare Wagtail site, its defaults untouched: what our pages are measured beside."""

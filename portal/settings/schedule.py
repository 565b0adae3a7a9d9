"""What runs by itself, and when."""

from __future__ import annotations

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "portal.tasks.beat", "schedule": 15.0},
    "messages": {"task": "portal.tasks.send_messages", "schedule": 15.0, "options": {"expires": 15}},
    "jobs": {"task": "portal.tasks.sweep_jobs", "schedule": 15.0, "options": {"expires": 15}},
    "mailbox": {"task": "portal.tasks.read_mailbox", "schedule": 60.0, "options": {"expires": 60}},
    "follows": {"task": "knowledge.tasks.tell_followers", "schedule": 60.0, "options": {"expires": 60}},
    "hotline-notices": {"task": "knowledge.tasks.send_notices", "schedule": 15.0, "options": {"expires": 15}},
    "hotline-forget": {"task": "knowledge.tasks.forget_questions", "schedule": crontab(hour="4", minute="40")},
    "search-drain": {"task": "search.drain", "schedule": 5.0, "options": {"expires": 5}},
    "search-mend": {"task": "search.mend", "schedule": 30.0, "options": {"expires": 30}},
    "search-reconcile": {"task": "search.reconcile", "schedule": crontab(hour="3", minute="20")},
    "search-embed": {"task": "search.embed", "schedule": 30.0, "options": {"expires": 30}},
    "search-alert": {"task": "search.alert", "schedule": 60.0, "options": {"expires": 60}},
    "search-forget": {"task": "search.forget", "schedule": crontab(hour="4", minute="30")},
    "certificates-issue": {"task": "training.tasks.issue_certificates", "schedule": 60.0, "options": {"expires": 60}},
    "training-remind": {"task": "training.tasks.remind", "schedule": crontab(minute="40", hour="7,12,17")},
    "exams-close-due": {"task": "training.tasks.close_due", "schedule": 30.0, "options": {"expires": 30}},
    "questions-follow-law": {"task": "training.tasks.follow_law", "schedule": 300.0, "options": {"expires": 300}},
    "law-reviews": {"task": "knowledge.tasks.review_law", "schedule": 300.0, "options": {"expires": 300}},
    "case-late": {"task": "cases.tasks.sweep_late", "schedule": 300.0, "options": {"expires": 300}},
    "case-clocks": {"task": "cases.tasks.sweep_clocks", "schedule": 30.0, "options": {"expires": 30}},
    "case-calendars": {"task": "cases.tasks.sweep_calendars", "schedule": 60.0, "options": {"expires": 60}},
    "publish-due": {"task": "knowledge.tasks.publish_due", "schedule": 30.0, "options": {"expires": 30}},
    "cases-integrity": {"task": "cases.tasks.check_integrity", "schedule": crontab(hour="2", minute="10")},
    "cases-files": {"task": "cases.tasks.sweep_files", "schedule": crontab(hour="4", minute="50")},
    "forget-unconfirmed": {"task": "portal.tasks.forget_unconfirmed", "schedule": crontab(minute="25")},
    "forget-sign-in": {"task": "portal.tasks.forget_sign_in", "schedule": crontab(hour="4", minute="10")},
}

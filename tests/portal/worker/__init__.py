"""What a real worker of the tests runs: jobs that wait for files, and the settings that name them."""

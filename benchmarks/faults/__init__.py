"""What the store must survive: kills, full disks, locks, restarts."""

"""The peers of the explore benchmark: small programs, written as their users would."""

"""Joining a region by an exchange of files (Transport.md, "Enrolment")."""

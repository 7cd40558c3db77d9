"""What people keep reports in, turned into records of `reports`: files in, one JSON report each out.

Every reader takes an open binary file and yields, in the file's order, the bytes of a report or a `Skipped` with the
reason. The same item of the same file always gets the same `report_id`, so that feeding a file again changes no total.
A value that cannot be understood is handed on as it stands: the service refuses it with a reason, in the dead letters,
where nothing is lost.
"""

"""What the models of this addon lean on and that needs no model of its own."""

#: Who reads the history of post and pay, but for the employee himself.
VERSION_GROUPS = "hr.group_hr_user,community_base.group_auditor"

#: In the context under ``staff_in_sets`` while many change at once. Its identity is
#: what counts: no client can send it.
IN_SETS = object()

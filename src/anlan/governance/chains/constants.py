"""Numbers of chains; each is an arrangement of the county, no legal value."""

from __future__ import annotations

#: Working days a stage has to answer when the template says nothing. 本县规定，可按环节修改
ANSWER_WORKING_DAYS = 5
#: A problem from the same origin found so often shows that the source was not reached.
SAME_ORIGIN_MANY = 3

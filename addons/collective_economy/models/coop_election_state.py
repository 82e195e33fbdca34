"""The states of an election (换届选举), in their order, and which follows which."""

STATES = [
    ("draft", "Being Planned"),
    ("preparation", "Preparation"),
    ("roll", "Roll of Voters"),
    ("candidates", "Candidates"),
    ("review", "Committee's Opinion"),
    ("ballot", "Ballot"),
    ("count", "Counting of Votes"),
    ("result", "Result"),
    ("handover", "Handover"),
    ("done", "Election Over"),
    ("cancelled", "Called off"),
]

#: A result whose seats are not all filled, or that was appealed against, leads to a
#: further ballot; it stays sealed as it is.
NEXT = {
    "draft": ("preparation", "cancelled"),
    "preparation": ("roll", "cancelled"),
    "roll": ("candidates", "cancelled"),
    "candidates": ("review", "cancelled"),
    "review": ("ballot", "candidates", "cancelled"),
    "ballot": ("count",),
    "count": ("result",),
    "result": ("ballot", "handover"),
    "handover": ("done",),
    "done": (),
    "cancelled": (),
}

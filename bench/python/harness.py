"""What the Python programs share: they print nanoseconds, the result, and peak and first resident memory, as JSON."""
import json
import resource
import sys
import time


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def report(program):
    """Run `program`, which gives the result, under the clock."""
    base = peak()
    started = time.perf_counter_ns()
    result = program()
    nanoseconds = time.perf_counter_ns() - started
    print(json.dumps({"ns": nanoseconds, "result": result, "peakRssBytes": peak(), "baseRssBytes": base}))


def main(programs):
    """Command line: WORKLOAD OPERATIONS."""
    name, operations = sys.argv[1:]
    report(lambda: programs[name](int(operations)))


class Room:
    """A section that only so many may be in at a time."""

    def __init__(self, places):
        self.places = places
        self.inside = 0
        self.entered = 0
        self.crowded = False

    def enter(self):
        self.entered += 1
        self.inside += 1
        if self.inside > self.places:
            self.crowded = True

    def leave(self):
        self.inside -= 1

    def counts(self):
        return {"entered": self.entered, "crowded": self.crowded}


CREWS = [[0, 1, 2], [0, 1, 2, 1, 2, 0, 1, 2, 1, 0]]


class Creature:
    """Of chameneos-redux: 0 is blue, 1 is red, 2 is yellow."""

    def __init__(self, number, colour, inbox):
        self.number = number
        self.colour = colour
        self.inbox = inbox
        self.meetings = 0
        self.with_self = 0

    def card(self):
        return self.number, self.colour

    def meet(self, card):
        """Both become what neither is, or stay if they are the same."""
        number, colour = card
        if colour != self.colour:
            self.colour = 3 - colour - self.colour
        self.meetings += 1
        if number == self.number:
            self.with_self += 1


class MeetingPlace:
    def __init__(self, meetings):
        self.left = meetings
        self.first = None

    def come(self, creature):
        """With whom to meet, None for nobody yet; False when nobody meets any more."""
        if self.left == 0:
            return False
        other = self.first
        if other is None:
            self.first = creature
            return None
        self.first = None
        self.left -= 1
        return other


def crew_of(colours, make_inbox):
    return [Creature(number, colour, make_inbox()) for number, colour in enumerate(colours)]


def tally(crews):
    return {
        "meetings": [sum(creature.meetings for creature in crew) for crew in crews],
        "withSelf": sum(creature.with_self for crew in crews for creature in crew),
    }


class Tracker:
    """What was taken and given back."""

    def __init__(self, every, complete):
        self.allocated = 0
        self.released = 0
        self.every = every
        self.complete = complete

    def allocate(self):
        self.allocated += 1
        if self.allocated == self.every:
            self.complete()

    def release(self):
        self.released += 1

    def counts(self):
        return {"allocated": self.allocated, "released": self.released}

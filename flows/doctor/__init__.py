"""Bác sĩ (doctor): is this site in order? Every check says one sentence, and what to do when it is not.

`look(settings)` is the cheap part that `dondoc up` runs at start; `look_closely` adds what takes seconds or goes over
the network. No check stops another: what raises becomes a finding. Nothing is written and nobody is written to.
"""

from flows.doctor.finding import Finding, Grade, as_json, line, worst
from flows.doctor.rounds import look, look_closely

__all__ = ["Finding", "Grade", "as_json", "line", "look", "look_closely", "worst"]

"""Exact tests of faithfulness: the articles or the question are changed, and the answer must do what follows.

`run_interventions` asks and judges, `tally` counts; `eval.interventions.ask` asks pullquote itself.
"""

from eval.interventions.counting import Tally, tally
from eval.interventions.run import INTERVENTIONS, Asker, Outcome, Verdict, run_interventions
from eval.interventions.types import Case, Intervention

__all__ = ["INTERVENTIONS", "Asker", "Case", "Intervention", "Outcome", "Tally", "Verdict", "run_interventions",
           "tally"]

"""The System Usability Scale: ten sentences, each from 1 (strongly disagree) to 5 (strongly agree).

Brooke, J. (1996). SUS: A "quick and dirty" usability scale. In Usability Evaluation in Industry.
"""

from __future__ import annotations

from collections.abc import Sequence

SENTENCES = (
    "I think that I would like to use this system frequently.",
    "I found the system unnecessarily complex.",
    "I thought the system was easy to use.",
    "I think that I would need the support of a technical person to be able to use this system.",
    "I found the various functions in this system were well integrated.",
    "I thought there was too much inconsistency in this system.",
    "I would imagine that most people would learn to use this system very quickly.",
    "I found the system very cumbersome to use.",
    "I felt very confident using the system.",
    "I needed to learn a lot of things before I could get going with this system.",
)
LOWEST, HIGHEST = 1, 5


def usability_score(answers: Sequence[int]) -> float:
    """Score the ten answers of one person.

    Of sentences 1, 3, 5, 7 and 9, which praise, the answer less one counts; of the others five
    less the answer. The sum, 0 to 40, is multiplied by 2.5.

    Parameters
    ----------
    answers : sequence of int
        Ten, each from 1 to 5.

    Returns
    -------
    float
        From 0 to 100. It is no percentage: over many systems the mean is about 68.

    Raises
    ------
    ValueError
        If there are not ten, or one is outside 1 to 5.
    """
    if len(answers) != len(SENTENCES) or not all(LOWEST <= one <= HIGHEST for one in answers):
        raise ValueError("the score needs ten answers from 1 to 5")
    praise, blame = answers[0::2], answers[1::2]
    return 2.5 * (sum(one - LOWEST for one in praise) + sum(HIGHEST - one for one in blame))

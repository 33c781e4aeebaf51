"""Free flight of point masses: closed-form arcs, Kepler, Lambert, and aim at a turning Earth. No thrust, no air, no
drag."""

from engine.ballistics.aim import Aim, aim
from engine.ballistics.arc import Arc, MinimumEnergy, arc_between, minimum_energy
from engine.ballistics.kepler import propagate
from engine.ballistics.lambert import lambert

__all__ = ["Aim", "Arc", "MinimumEnergy", "aim", "arc_between", "lambert", "minimum_energy", "propagate"]

"""Which service answers for which analyzer."""

from domain.analyses import AnalyzerName
from services.analyses import Analysis

ANALYSES: dict[AnalyzerName, Analysis] = {}

"""Which service answers for which analyzer."""

from domain.analyses import AnalyzerName
from services import quality
from services.analyses import Analysis

ANALYSES: dict[AnalyzerName, Analysis] = {
    AnalyzerName.QUALITY: quality.ANALYSIS,
}

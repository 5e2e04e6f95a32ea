"""Which service answers for which analyzer."""

from domain.analyses import AnalyzerName
from services import emotion, engagement, generation, quality, relevance
from services.analyses import Analysis

ANALYSES: dict[AnalyzerName, Analysis] = {
    AnalyzerName.RELEVANCE: relevance.ANALYSIS,
    AnalyzerName.EMOTION: emotion.ANALYSIS,
    AnalyzerName.QUALITY: quality.ANALYSIS,
    AnalyzerName.ENGAGEMENT: engagement.ANALYSIS,
    AnalyzerName.GENERATION: generation.ANALYSIS,
}

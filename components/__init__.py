"""Pure view builders: functions from contracts to component trees and figure dictionaries.

They know dash, plotly's figure format and `domain`; never the database, a service or the request.
"""

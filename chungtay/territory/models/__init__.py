from chungtay.territory.models.unit import Coverage, Hamlet, Level, Succession, Unit, UnitName

__all__ = ["Coverage", "Hamlet", "Level", "Succession", "Unit", "UnitName"]

from chungtay.territory.models.unit import Coverage, Hamlet, HamletName, Level, Succession, Unit, UnitLoad, UnitName

__all__ = ["Coverage", "Hamlet", "HamletName", "Level", "Succession", "Unit", "UnitLoad", "UnitName"]

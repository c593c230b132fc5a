from chungtay.statistics.models.cells import Carrier, Cell, KeptPeriod, Place, QuantityKey, Touched

__all__ = ["Carrier", "Cell", "KeptPeriod", "Place", "QuantityKey", "Touched"]

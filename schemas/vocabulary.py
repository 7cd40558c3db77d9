"""The closed sets of words used in records: what may be counted, in which unit, and how sure the count is.

Everything here is part of the public contract: words are added in a minor release and never removed in one.
"""

from enum import StrEnum
from typing import Final


class SourceClass(StrEnum):
    """How much weight a speaker has; earlier members outrank later ones."""

    LEAD_AGENCY = "lead_agency"
    """The body that keeps this very count: emergency service, prosecutors, air force, grid operator."""
    OFFICIAL = "official"
    """Any other office holder: mayor, governor, minister, police spokesman."""
    NEWS = "news"
    """A newsroom or wire that says it in its own voice."""
    UNVERIFIED = "unverified"
    """Everyone else."""

    @property
    def rank(self) -> int:
        """0 for the weightiest class."""
        return _SOURCE_RANK[self]


_SOURCE_RANK: Final = {member: rank for rank, member in enumerate(SourceClass)}


class Operation(StrEnum):
    """What a report does to earlier ones, in the sense of CAP 1.2 ``msgType``."""

    NEW = "new"
    UPDATE = "update"
    CANCEL = "cancel"


class IncidentType(StrEnum):
    """What an incident event tells of."""

    CASUALTIES = "casualties"
    OUTAGE = "outage"
    RESTORATION = "restoration"
    DAMAGE = "damage"
    AIR_DEFENCE = "air_defence"
    RESCUE = "rescue"
    EVACUATION = "evacuation"
    OTHER = "other"


class Status(StrEnum):
    """Where an incident stands in its life."""

    REPORTED = "reported"
    CORRECTED = "corrected"
    RETRACTED = "retracted"


class Behaviour(StrEnum):
    """How figures of a measure combine over time."""

    FLOW = "flow"
    """Adds over the attacks in a window."""
    STOCK = "stock"
    """A level: the last value counts."""
    RESTORATION = "restoration"
    """Lowers the stock of the same name and unit."""
    TALLY = "tally"
    """A bulletin's count for an interval: replaced by a newer bulletin, added over disjoint intervals."""


class Measure(StrEnum):
    """What is counted."""

    KILLED = "killed"
    INJURED = "injured"
    RESCUED = "rescued"
    EVACUATED = "evacuated"
    DAMAGED = "damaged"
    DESTROYED = "destroyed"
    MISSING = "missing"
    WITHOUT_POWER = "without_power"
    WITHOUT_HEAT = "without_heat"
    WITHOUT_WATER = "without_water"
    WITHOUT_GAS = "without_gas"
    RESTORED_POWER = "restored_power"
    RESTORED_HEAT = "restored_heat"
    RESTORED_WATER = "restored_water"
    RESTORED_GAS = "restored_gas"
    LAUNCHED = "launched"
    INTERCEPTED = "intercepted"
    SHOT_DOWN = "shot_down"
    SUPPRESSED = "suppressed"
    HITS = "hits"

    @property
    def behaviour(self) -> Behaviour:
        """How figures of this measure combine over time (design: flow, stock, restoration, tally)."""
        return _BEHAVIOUR[self]

    @property
    def incident_type(self) -> IncidentType:
        """The type of the incident event that carries this measure."""
        return _INCIDENT_TYPE[self]

    @property
    def usual_unit(self) -> str:
        """The unit meant when a structured report names none."""
        return _USUAL_UNIT[self]

    @property
    def lowers(self) -> "Measure | None":
        """The stock that a restoration lowers, else None."""
        return Measure("without_" + self.removeprefix("restored_")) if self.startswith("restored_") else None


_STOCKS: Final = ("missing", "without_power", "without_heat", "without_water", "without_gas")
_TALLIES: Final = ("launched", "intercepted", "shot_down", "suppressed", "hits")


def _behaviour(measure: Measure) -> Behaviour:
    if measure in _STOCKS:
        return Behaviour.STOCK
    if measure in _TALLIES:
        return Behaviour.TALLY
    return Behaviour.RESTORATION if measure.startswith("restored_") else Behaviour.FLOW


def _incident_type(measure: Measure) -> IncidentType:
    if measure in ("killed", "injured", "missing"):
        return IncidentType.CASUALTIES
    if measure.startswith("without_"):
        return IncidentType.OUTAGE
    if measure.startswith("restored_"):
        return IncidentType.RESTORATION
    if measure in ("damaged", "destroyed"):
        return IncidentType.DAMAGE
    if measure in _TALLIES:
        return IncidentType.AIR_DEFENCE
    return IncidentType.RESCUE if measure == "rescued" else IncidentType.EVACUATION


_BEHAVIOUR: Final = {measure: _behaviour(measure) for measure in Measure}
_INCIDENT_TYPE: Final = {measure: _incident_type(measure) for measure in Measure}
_USUAL_UNIT: Final = {
    measure: {
        IncidentType.OUTAGE: "customers",
        IncidentType.RESTORATION: "customers",
        IncidentType.DAMAGE: "building",
        IncidentType.AIR_DEFENCE: "drone",
    }.get(_incident_type(measure), "people")
    for measure in Measure
}


class Unit(StrEnum):
    """What one of the counted things is. Part of a total's key; never converted into another unit."""

    PEOPLE = "people"
    HOUSEHOLDS = "households"
    CUSTOMERS = "customers"
    BUILDINGS = "buildings"
    SETTLEMENTS = "settlements"
    FACILITIES = "facilities"
    # Objects damaged or destroyed.
    BUILDING = "building"
    RESIDENTIAL_BUILDING = "residential_building"
    APARTMENT = "apartment"
    ADMINISTRATIVE_BUILDING = "administrative_building"
    SHOP = "shop"
    MARKET = "market"
    OFFICE = "office"
    HOTEL = "hotel"
    WAREHOUSE = "warehouse"
    INDUSTRIAL_FACILITY = "industrial_facility"
    AGRICULTURAL_FACILITY = "agricultural_facility"
    ENERGY_FACILITY = "energy_facility"
    POWER_PLANT = "power_plant"
    SUBSTATION = "substation"
    POWER_LINE = "power_line"
    HEAT_FACILITY = "heat_facility"
    WATER_FACILITY = "water_facility"
    GAS_FACILITY = "gas_facility"
    FUEL_STATION = "fuel_station"
    OIL_DEPOT = "oil_depot"
    STORAGE_TANK = "storage_tank"
    CONTAINER = "container"
    SERVICE_STATION = "service_station"
    RAILWAY = "railway"
    TRAIN = "train"
    RAILWAY_CAR = "railway_car"
    PORT = "port"
    SHIP = "ship"
    AIRPORT = "airport"
    BRIDGE = "bridge"
    ROAD = "road"
    TRANSPORT_FACILITY = "transport_facility"
    VEHICLE = "vehicle"
    BUS = "bus"
    TRAM = "tram"
    AMBULANCE = "ambulance"
    FIRE_ENGINE = "fire_engine"
    HOSPITAL = "hospital"
    SCHOOL = "school"
    KINDERGARTEN = "kindergarten"
    UNIVERSITY = "university"
    RELIGIOUS_BUILDING = "religious_building"
    CULTURAL_FACILITY = "cultural_facility"
    SPORTS_FACILITY = "sports_facility"
    GARAGE = "garage"
    OUTBUILDING = "outbuilding"
    INFRASTRUCTURE = "infrastructure"
    FACILITY = "facility"
    # Weapons launched, intercepted or hitting.
    BALLISTIC_MISSILE = "ballistic_missile"
    CRUISE_MISSILE = "cruise_missile"
    GUIDED_MISSILE = "guided_missile"
    MISSILE = "missile"
    DRONE = "drone"
    GUIDED_BOMB = "guided_bomb"
    ROCKET = "rocket"
    SHELL = "shell"
    AIRCRAFT = "aircraft"
    WEAPON = "weapon"
    """Missiles and drones counted together."""
    LOCATION = "location"
    """A place hit, as in "hits at 14 locations"."""


class Qualifier(StrEnum):
    """How the text hedges a figure."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    NEARLY = "nearly"
    MORE_THAN = "more_than"
    RANGE = "range"
    VAGUE = "vague"


class CountKind(StrEnum):
    """What a figure covers."""

    TOTAL_TO_DATE = "total_to_date"
    INCREMENT = "increment"
    COMPONENT = "component"
    PERIOD_TOTAL = "period_total"
    CAMPAIGN_TOTAL = "campaign_total"
    """A sum since the invasion began: read, but never emitted."""
    UNKNOWN = "unknown"


class TimePrecision(StrEnum):
    """How finely the time of an incident is known."""

    EXACT = "exact"
    HOUR = "hour"
    PART_OF_DAY = "part_of_day"
    NIGHT = "night"
    DAY = "day"
    INTERVAL = "interval"
    PUBLISHED = "published"
    """Nothing was said; the time of publication stands in."""


class PlaceKind(StrEnum):
    """Level of a place in the containment country > oblast > raion > hromada > city > district."""

    COUNTRY = "country"
    OBLAST = "oblast"
    RAION = "raion"
    HROMADA = "hromada"
    CITY = "city"
    DISTRICT = "district"


class Grade(StrEnum):
    """How well an estimate is supported."""

    PROVISIONAL = "provisional"
    CORROBORATED = "corroborated"
    CONTESTED = "contested"


class ChangeReason(StrEnum):
    """Why a total moved."""

    NEW_REPORT = "new_report"
    NEWER_AS_OF = "newer_as_of"
    BETTER_SOURCE = "better_source"
    CORRECTION = "correction"
    RETRACTION = "retraction"
    ATTACK_MERGED = "attack_merged"
    ATTACK_SPLIT = "attack_split"
    RESTORED = "restored"
    EXPIRED = "expired"


class Stage(StrEnum):
    """Where in the service a record failed."""

    DECODE = "decode"
    VALIDATE = "validate"
    EXTRACT = "extract"
    AGGREGATE = "aggregate"
    PRODUCE = "produce"


class RejectionCode(StrEnum):
    """Why a record became a dead letter. The routing key for whoever brings letters back."""

    TOMBSTONE = "tombstone"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    INVALID_UTF8 = "invalid_utf8"
    INVALID_JSON = "invalid_json"
    NOT_AN_OBJECT = "not_an_object"
    SCHEMA_VIOLATION = "schema_violation"
    UNKNOWN_OPERATION = "unknown_operation"
    MISSING_REFERENCES = "missing_references"
    TIMESTAMP_OUT_OF_RANGE = "timestamp_out_of_range"
    UNSUPPORTED_VERSION = "unsupported_version"
    TOO_MANY_INCIDENTS = "too_many_incidents"
    WRONG_KEY = "wrong_key"
    UNKNOWN_PLACE = "unknown_place"
    INTERNAL_ERROR = "internal_error"

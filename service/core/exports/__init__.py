"""What analysts take out: totals, changes and incidents as tables (CSV, HXL) and maps (GeoJSON)."""

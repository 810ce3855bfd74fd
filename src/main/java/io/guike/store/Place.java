package io.guike.store;

import java.util.List;

/**
 * A point on the earth in degrees. Guike keeps GCJ-02 coordinates, the ones that WeChat's maps show and
 * {@code wx.getLocation} gives with type {@code gcj02}; nothing here converts them.
 */
record Place(double latitude, double longitude) {

    static final double EARTH_RADIUS_METRES = 6_371_008.8;

    /** No two places are farther apart. */
    static final double FARTHEST_METRES = Math.PI * EARTH_RADIUS_METRES;

    /** East of {@code west} up to {@code east}, both inclusive; never crosses the 180th meridian. */
    record Span(double west, double east) {}

    /**
     * Contains every place within a distance, and some more. Where the box crosses the 180th meridian it has two spans,
     * where it contains a pole one span around the earth.
     */
    record Box(double south, double north, List<Span> spans) {

        boolean contains(Place place) {
            return place.latitude >= south
                    && place.latitude <= north
                    && spans.stream().anyMatch(span -> place.longitude >= span.west && place.longitude <= span.east);
        }
    }

    /** Along the great circle, on a sphere; within 0.6 % of the ellipsoid. */
    double metresTo(Place other) {
        double phi = Math.toRadians(latitude);
        double otherPhi = Math.toRadians(other.latitude);
        double sinLatitude = Math.sin((otherPhi - phi) / 2);
        double sinLongitude = Math.sin(Math.toRadians(other.longitude - longitude) / 2);
        double haversine = sinLatitude * sinLatitude + Math.cos(phi) * Math.cos(otherPhi) * sinLongitude * sinLongitude;
        return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(haversine)));
    }

    Box within(double metres) {
        // A hair wider than exact, so that rounding never leaves out a place on the rim.
        double angle = Math.min(Math.PI, metres / EARTH_RADIUS_METRES * (1 + 1e-9) + 1e-12);
        double south = latitude - Math.toDegrees(angle);
        double north = latitude + Math.toDegrees(angle);
        if (south <= -90 || north >= 90) {
            return new Box(Math.max(south, -90), Math.min(north, 90), List.of(new Span(-180, 180)));
        }
        double half = Math.toDegrees(Math.asin(Math.min(1, Math.sin(angle) / Math.cos(Math.toRadians(latitude)))));
        return new Box(south, north, spans(longitude - half * (1 + 1e-9), longitude + half * (1 + 1e-9)));
    }

    private static List<Span> spans(double west, double east) {
        if (west < -180) {
            return List.of(new Span(west + 360, 180), new Span(-180, east));
        }
        if (east > 180) {
            return List.of(new Span(west, 180), new Span(-180, east - 360));
        }
        return List.of(new Span(west, east));
    }
}

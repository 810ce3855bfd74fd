package io.guike.earnrule;

import io.guike.points.Expiry;
import java.util.List;

/**
 * What rules gave for an occasion, and why.
 *
 * @param version of the rules
 * @param points after caps
 * @param pending whether they wait until the order completes
 * @param expiry of the rules that gave them; never where nothing was given
 * @param title zh-CN, for the statement
 * @param ruleIds and {@code multiplierIds}: those that counted
 * @param explanation zh-CN, line by line
 */
public record Earned(
        int version,
        long points,
        boolean pending,
        Expiry expiry,
        String title,
        List<String> ruleIds,
        List<String> multiplierIds,
        List<String> explanation) {}

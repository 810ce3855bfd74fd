@NullMarked
package io.guike.points;

import org.jspecify.annotations.NullMarked;

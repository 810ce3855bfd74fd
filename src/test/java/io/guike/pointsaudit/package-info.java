@NullMarked
package io.guike.pointsaudit;

import org.jspecify.annotations.NullMarked;

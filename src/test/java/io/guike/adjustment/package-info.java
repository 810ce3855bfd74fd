@NullMarked
package io.guike.adjustment;

import org.jspecify.annotations.NullMarked;

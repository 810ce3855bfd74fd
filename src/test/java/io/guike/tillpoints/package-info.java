@NullMarked
package io.guike.tillpoints;

import org.jspecify.annotations.NullMarked;

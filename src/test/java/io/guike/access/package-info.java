@NullMarked
package io.guike.access;

import org.jspecify.annotations.NullMarked;

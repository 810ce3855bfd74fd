@NullMarked
package io.guike.claim;

import org.jspecify.annotations.NullMarked;

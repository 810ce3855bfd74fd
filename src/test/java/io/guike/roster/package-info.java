@NullMarked
package io.guike.roster;

import org.jspecify.annotations.NullMarked;

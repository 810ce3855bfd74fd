@NullMarked
package io.guike.session;

import org.jspecify.annotations.NullMarked;

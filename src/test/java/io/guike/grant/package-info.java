@NullMarked
package io.guike.grant;

import org.jspecify.annotations.NullMarked;

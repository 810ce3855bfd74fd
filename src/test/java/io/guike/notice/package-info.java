@NullMarked
package io.guike.notice;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.guike.member;

import org.jspecify.annotations.NullMarked;

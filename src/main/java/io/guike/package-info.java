/** Guike 归客: the member backend of a retail chain behind its WeChat service account and mini-program. */
@NullMarked
package io.guike;

import org.jspecify.annotations.NullMarked;

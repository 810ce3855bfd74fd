/**
 * Tags by which head office puts people into segments (标签, 人群), for example as the audience of a coupon template.
 *
 * <dl>
 *   <dt>Tags (标签)</dt>
 *   <dd>A code that never changes, a name that may. A retired tag (停用) counts for nobody from that moment on, and is given
 *       to nobody; its code is not given to another, and who was given it stays written.
 *   <dt>Carriers (带标签的人)</dt>
 *   <dd>Anybody who is known, member or not. A tag may have a last day (Asia/Shanghai): it counts to the end of that day, by
 *       the clock at each look, and nothing has to run at midnight. Given again it takes over day and reason.
 *   <dt>Lists (名单)</dt>
 *   <dd>A CSV with numbers of people or cards, 50,000 lines at most: all of it or nothing. A number that stands twice counts
 *       once. A list holds its people against merges and erasures to the end of its transaction, against nothing else.
 *   <dt>Counts</dt>
 *   <dd>How many carry a tag is counted for whoever looks at that one tag, no further than 100,000; lists and commands count
 *       nobody.
 *   <dt>Audiences (领取对象)</dt>
 *   <dd>Answers for {@link io.guike.claim.TagPart}. A template may only name a tag that is there and not retired; one that is
 *       retired later leaves the template to nobody. Shoppers never see tags, but in what they export.
 *   <dt>People</dt>
 *   <dd>Rows are unique by tag and origin, so after a merge somebody may have a tag from two sides: it counts once, is changed
 *       on both and is taken from both. Parting gives back by origin. Erasing deletes the rows, with the reasons in them.
 *   <dt>Locks</dt>
 *   <dd>The tag, then the people in the order of their ids, then the rows.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing. Takes part in merges, erasures and exports. Every deed stands in the audit log, a list as one.
 * </dl>
 */
@NullMarked
package io.guike.tag;

import org.jspecify.annotations.NullMarked;

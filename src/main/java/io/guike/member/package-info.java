/**
 * People (顾客): one row per person from first contact, when they are a visitor (访客). An identity is an openid in one
 * account; several belong to one person. What makes somebody a member (会员) is next door, in membership.
 *
 * <p><b>One person.</b> A unionid joins the accounts of one WeChat user, at the first contact or whenever it becomes
 * known. Two known people who turn out to be one are merged (合并) by this rule:
 *
 * <ul>
 *   <li>the member survives before the visitor, then who was a member earlier, then who has been known for longer;
 *   <li>everything follows to the survivor: accounts, sessions, scans, cards, phones; balances add up;
 *   <li>whose customer they are is decided by the attribution policy over the scans of both, as if they had always been
 *       one;
 *   <li>head office can undo it. What came to the merged person or to one of their accounts goes back, whether it came
 *       before the merge or since; what the survivor got as one person stays. No rule joins the two again.
 * </ul>
 *
 * <p>To be undone without loss, every row of a person holds {@code origin_id}, whom it came to first, beside {@code
 * person_id}, whose it is now: {@code person_id} is always the end of the chain of {@code merged_into} that begins at
 * {@code origin_id}. A merge moves the second, never the first. Whoever has such rows names them
 * as {@link io.guike.member.Belongings}, or has a rule of its own for them.
 *
 * <p><b>Invariants.</b> An (appid, openid) belongs to exactly one person, however many events arrive at the same moment;
 * a unionid leads to one person unless head office parted them; the openid and unionid never leave the server, people
 * are shown by their number.
 *
 * <p><b>Locks</b> are taken in one order, so that nobody waits in a ring. Each transaction takes what it needs of this, from
 * the first to the last:
 *
 * <ol>
 *   <li>the row of the queue or the command that is worked on, and of such one only. Who erases somebody takes all that
 *       the queues hold of them ({@code Traces}), and waits for none of it;
 *   <li>the unionid that was told; a new one gets its row for that;
 *   <li>people, those only whom the others have become, by one statement and in the order of their ids. Shared by those who
 *       add ({@link io.guike.member.Members#visitor}, {@code claim.Grants}), exclusively by those who bind, merge, part or
 *       erase ({@link io.guike.member.Members#hold}). Whoever needs two asks for both at once, looking first for whom a key
 *       or a card stands, and nobody who shares asks for more; a list of thousands asks in batches that keep the order. The
 *       rows of those who are part of somebody are written by whoever holds that one;
 *   <li>the rows of other capabilities: accounts, phone numbers, merges, owners, and all that is somebody's; a session
 *       before its tokens. Whoever has such a row does not ask for a person any more.
 * </ol>
 *
 * <p>When a lock has been waited for, what led to it may have changed: {@code for update} reads the locked row anew, and the
 * rows beside it as they were. So each merge, parting and erasure adds to {@code person.turns}; who finds another number
 * than before holds the wrong people, and begins anew ({@link io.guike.platform.Overtaken}). The exclusive lock is {@code
 * for no key update}: a foreign key to a person waits for nobody, and protects nobody either. Who writes a row of somebody
 * holds them.
 *
 * <p><b>Leaving.</b> Erasing destroys the key of all that is sealed and deletes accounts, sessions, callbacks, stored
 * answers and undelivered events; the row stays as an id that leads nowhere. What staff wrote about the person, as the reason
 * of a merge, a move, a reveal or any other deed, gives way to a fixed text; who did what and when stays. (An answer that was
 * kept for repeats of a command of theirs may hold it for three days more.) WeChat's own privacy events lead to the same
 * code; one that was repeated or came late takes nothing from who came back since. Of a callback remains the hash of its
 * key, so that a repeat is known. Other capabilities take part by {@link io.guike.member.MergePart}, {@link io.guike.member.ErasePart}, {@link
 * io.guike.member.RevokePart} and {@link io.guike.member.ExportPart}.
 *
 * <p>Listens to: what people do in WeChat (follows, unfollows, privacy events), {@code FanArrived}. Announces: {@code
 * FanArrived}, upon which the fan's unionid is asked of WeChat, outside of the transaction and as often as it takes.
 */
@NullMarked
package io.guike.member;

import org.jspecify.annotations.NullMarked;

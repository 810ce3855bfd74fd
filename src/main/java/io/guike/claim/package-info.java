/**
 * Ways of getting a coupon (领券): whoever wants one asks here, and one piece of code decides.
 *
 * <p><b>Decision.</b> A {@link io.guike.claim.Wish} says who, which template, by which way, and under which business key.
 * {@link io.guike.claim.Grants} holds the people (shared, against merges) and then the rows of {@code coupon_stock}, reads
 * what the people have, decides in memory, one wish after the other, and writes the coupons and the new count. Rules:
 *
 * <ul>
 *   <li>the same way and key again is the same coupon, whatever became of stock, state or hours meanwhile; the key of a
 *       claim for another template is refused;
 *   <li>nobody gets anything of a template that is not open, past its stock, past the limit of a person or of a day
 *       (Asia/Shanghai), or that would be over at once. Coupons of every state count for the limit, also those given
 *       away, and after a merge those of both;
 *   <li>a birthday coupon is one a year: those of other years do not count against the limit of a person, everything else
 *       does;
 *   <li>limits outlive an erasure ({@link io.guike.selves.EarlierSelves}): of a person, of a day, each once of a code, one a
 *       birthday. Marks of coupons go when the template ends, 30 days after its window or {@code closesAt}, or with the day,
 *       the batch of codes or the year that they are about;
 *   <li>who claims is also bound by the offer's hours and audience. A code, a list, a promoter, an occasion chose their
 *       people themselves;
 *   <li>{@code NEW_MEMBERS}: the day of becoming a member is the first one. {@code LEVELS}: the highest of several cards.
 *       {@code TAG}: asked of every {@link io.guike.claim.TagPart}.
 * </ul>
 *
 * <p><b>Flash claims (秒杀).</b> The limit is one row. Its lock is held from the first look to the commit, so with a
 * transaction for each claim the rate is one over the time that takes, and every caller who waits for the lock makes it
 * lower. So the row is locked once for many: {@code Lane} lets wishes gather while the transaction before them is under way,
 * and carries up to {@code guike.claim.batch} of them out together, in the order of arrival. Five statements and one commit
 * serve one claim or four hundred. Nobody waits for a batch to fill: a lone claim starts at once.
 *
 * <p>Measured through HTTP in one run, everything on one machine of two cores, PostgreSQL with {@code fsync}, as many callers
 * in each line (the README has the times and the machine). Claims a second on one hot template:
 *
 * <table>
 *   <caption>What the batches bring</caption>
 *   <tr><th>way</th><th>16 callers</th><th>64 callers</th><th>256 callers</th></tr>
 *   <tr><td>batches</td><td>2,391</td><td>3,334</td><td>3,699</td></tr>
 *   <tr><td>the same claim, a transaction each</td><td>425</td><td>390</td><td>393</td></tr>
 *   <tr><td>bare: one conditional update, then one insert, a transaction each</td><td>1,541</td><td>1,606</td><td>1,561</td></tr>
 * </table>
 *
 * <p>That is 1.55, 2.08 and 2.37 times the bare statements: the more come, the more share the lock and the commit, while those
 * who each lock the row stay where they are.
 *
 * <p>Weighed against it:
 *
 * <ul>
 *   <li>a stock split into sub-rows multiplies the commits that can run at once, and leaves remainders: the last coupons
 *       must be looked for in every sub-row, and whoever finds theirs empty comes too late while others do not. Each claim
 *       still pays for a commit of its own. Batches have one count, the true one;
 *   <li>a counter in Redis that decides is fast, and lost what it had acknowledged when it failed over. Redis only counts
 *       tries of one person here, and while it is away nobody is counted: a lane that is full refuses;
 *   <li>a queue that answers "you will hear" makes every client poll, and a claim would be accepted that is refused later.
 * </ul>
 *
 * <p><b>Invariants.</b> Never one coupon beyond the stock, never two for one person beyond the limit: both are decided
 * under the row's lock, and the unique keys of the coupons and the check on the row stand behind. An answer comes after the
 * commit. Where that failed the outcome is unknown, {@code claim.try-again} says so, and the same key tells it; where too
 * many wait {@code claim.busy} says so at once, and whoever waited eight seconds hears it too. A batch that fails by anything
 * but what passes by itself is halved until the one to blame stands alone; a template whose words only a later version of the
 * service can read is answered {@code claim.try-again}, and left out of offers.
 *
 * <p><b>Refusals.</b> What everybody would be told (sold out, paused, over) is remembered for one second, so that those who
 * come too late cost no lock. Each is still asked for in the coupons, because their claim may have been granted before: by
 * {@code EarlierClaims}, hundreds in one statement, and one statement at a time. So a replica that refuses a crowd uses one
 * connection for it. Nothing is ever granted out of that memory, and nobody who comes at the opening is told that it
 * is too early.
 *
 * <p>A batch runs on a context of its own: no request's scope or transaction is shared, and each caller goes on upon theirs.
 * Templates are spread over two lanes, and each takes one connection at a time. Whose row is locked by somebody else at this
 * moment is told to try again, instead of holding the others up.
 *
 * <p><b>Exchange codes (兑换码).</b> Twelve letters out of 29, made when head office takes them out, once; kept as keyed
 * hashes. A code for one or for many people, each of them once; typed again it is the same coupon. Ten tries in ten
 * minutes, forgotten when one gets a new coupon.
 *
 * <p><b>Gifts (转赠).</b> A link that is good for 24 hours and no longer than the coupon. The giver keeps the coupon, and may
 * use it or take the link back, until one friend takes it: that friend gets a new coupon with the same words and days, out
 * of no stock, and the giver's ends as GIVEN. What was a gift is not given again. The link's token is made of the gift's id
 * and stands nowhere.
 *
 * <p>Locks: people in the order of their ids, then a code or a gift, then a reservation that is over, then stock in the order
 * of templates, then coupons. Listens to nothing, announces nothing. Takes part in merges and exports.
 */
@NullMarked
package io.guike.claim;

import org.jspecify.annotations.NullMarked;

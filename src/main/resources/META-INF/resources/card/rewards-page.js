export async function rewardsPage() { return []; }

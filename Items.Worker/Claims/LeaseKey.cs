namespace Items.Worker.Claims;

/// <summary>A webhook as it was claimed. What is written under it counts only while it is still so: every claim has an owner of its own, every change of a client another generation.</summary>
internal sealed record LeaseKey(Guid Webhook, Guid Owner, int Generation);

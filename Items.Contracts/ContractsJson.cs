using System.Text.Json.Serialization;
using Items.Contracts.Webhooks;

namespace Items.Contracts;

/// <summary>Source-generated JSON of everything on the wire: camelCase members, nothing left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ItemResource))]
[JsonSerializable(typeof(IReadOnlyList<ItemResource>))]
[JsonSerializable(typeof(NewItem))]
[JsonSerializable(typeof(ItemPatch))]
[JsonSerializable(typeof(ItemEvent))]
[JsonSerializable(typeof(IReadOnlyList<ItemEvent>))]
[JsonSerializable(typeof(ItemSnapshot))]
[JsonSerializable(typeof(IReadOnlyList<ItemSnapshot>))]
[JsonSerializable(typeof(SocketInfo))]
[JsonSerializable(typeof(InvalidInput[]))]
[JsonSerializable(typeof(NewWebhook))]
[JsonSerializable(typeof(WebhookPatch))]
[JsonSerializable(typeof(WebhookReplay))]
[JsonSerializable(typeof(WebhookResource))]
[JsonSerializable(typeof(IReadOnlyList<WebhookResource>))]
[JsonSerializable(typeof(WebhookSecret))]
[JsonSerializable(typeof(WebhookDelivery))]
[JsonSerializable(typeof(IReadOnlyList<WebhookDelivery>))]
public sealed partial class ContractsJson : JsonSerializerContext;

using System.Text.Json.Serialization;

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
public sealed partial class ContractsJson : JsonSerializerContext;

using System.Text.Encodings.Web;
using Items.Contracts;

namespace Items.Api.Input;

internal static class WireJson
{
    /// <summary>Responses are written by the source-generated context; text stays UTF-8 instead of becoming \u escapes.</summary>
    public static IServiceCollection AddWireJson(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
}

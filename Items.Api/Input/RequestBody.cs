using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Unicode;
using Items.Api.Problems;
using Items.Contracts;

namespace Items.Api.Input;

/// <summary>Reads a request's JSON object within the limits, or says what is wrong with it.</summary>
internal static class RequestBody
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = ItemLimits.MaxJsonDepth, AllowDuplicateProperties = false };

    /// <summary>The body's bytes.</summary>
    /// <exception cref="RequestRefusedException">Another media type, too large, or not UTF-8.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken, params string[] mediaTypes)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !mediaTypes.Contains(type.MediaType, StringComparer.OrdinalIgnoreCase))
        {
            throw new RequestRefusedException(ApiProblems.UnsupportedMediaType(mediaTypes));
        }

        var body = await ReadBytesAsync(request, cancellationToken);
        return Utf8.IsValid(body.Span) ? body : throw new RequestRefusedException(ApiProblems.MalformedJson("The body is not valid UTF-8."));
    }

    /// <summary>The body as a JSON object; the caller disposes it.</summary>
    /// <exception cref="RequestRefusedException">Not JSON, or no object.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonDocument.Parse(body, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a member's name holds an unpaired surrogate, found while looking for duplicates.
            throw new RequestRefusedException(ApiProblems.MalformedJson(malformed.Message));
        }

        throw new RequestRefusedException(ApiProblems.Invalid(new InvalidInput("The body must be a JSON object.", Pointer: "#")));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > ItemLimits.MaxBodyBytes)
        {
            throw new RequestRefusedException(ApiProblems.BodyTooLarge());
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > ItemLimits.MaxBodyBytes)
            {
                throw new RequestRefusedException(ApiProblems.BodyTooLarge());
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}

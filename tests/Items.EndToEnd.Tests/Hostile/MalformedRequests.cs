using System.Text;

namespace Items.EndToEnd.Tests.Hostile;

/// <summary>Generates requests that are wrong in one to three ways, from a seed: well-formed ones of the whole interface, mutated in their bytes, their JSON, their headers or their framing.</summary>
internal sealed class MalformedRequests(int seed)
{
    private const string Webhook = "/api/webhooks/019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01";

    private static readonly string[] Bodies =
    [
        """{"item":"New Item"}""",
        """{"item":"x","attributes":{"a":[1,2,{"b":null}],"c":"\u00e9"},"id":"019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01"}""",
        """{"attributes":{"a":null}}""",
        """{"item":"\ud83d\ude00","attributes":{"n":1e10}}""",
        """{"url":"https://hooks.example/items","id":"019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01","types":["item.created"],"attributes":{"a":{"b":[1]}},"batchSize":10,"description":"\u00e9"}""",
        """{"url":"https://10.0.0.1:8443/?a=b","state":"disabled"}""",
        """{"after":"6923a1c4-00000000000000000042"}""",
        """{"after":0}""",
    ];

    private static readonly string[] Targets =
    [
        "/api/items", "/api/items?limit=10&order=newest", "/api/items?q=a&attributes={%22a%22:1}", "/api/items/019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01",
        "/api/events?after=0&limit=5&types=item.created", "/api/snapshot", "/api/snapshot?limit=10&ids=019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01&page=0.0", "/api/snapshot?attributes={%22a%22:1}", "/webhooks", "/sse?snapshot=true&types=item.created", "/api/socket", "/ws?after=0", "/sse?after=0&subject=019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01",
        "/sse?attributes={%22a%22:1}&types=item.deleted", "/sse?attributes={%22%5Cud800%22:1}", "/api/items?attributes={%22a%22:%22%5Cudc00%22}", "/health", "/", "/live?after=0", "/openapi/v1.json", "/problems/invalid-request", "/%2e%2e/%2e%2e/etc/passwd",
        "/api/webhooks", "/api/webhooks?limit=5&after=1764000000000000.019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01", Webhook, $"{Webhook}/deliveries?limit=5&before=019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01",
        $"{Webhook}/deliveries/019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01", $"{Webhook}/test", $"{Webhook}/replay", $"{Webhook}/resume", $"{Webhook}/rotate-secret",
    ];

    private static readonly string[] Splinters =
    [
        "\0", "%00", "\"", "\\ud800", "\\u0000", "[[[[[[[[", "1e999", "-", "NaN", "\u2028", "{\"a\":", "é", "%", "%zz", "&&&", "after=99999999999999999999", "limit=-1", "..", ";", "\r", "\t",
    ];

    private static readonly string[] Headers =
    [
        "If-Match: \"", "If-Match: W/\"x\", *", "If-None-Match: \"6923a1c4-00000000000000000042\"", "Content-Type: application/json; charset=utf-16", "Content-Type: multipart/form-data",
        "Content-Length: -1", "Content-Length: 5, 6", "Transfer-Encoding: gzip, chunked", "traceparent: 00-zz-zz-01", "Last-Event-ID: x", "Upgrade: websocket\r\nConnection: Upgrade",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13", "Expect: 100-continue", "Accept: \u00ff", "X-Forwarded-For: not an address",
        "X-Forwarded-Host: a b/c?d", "X-Forwarded-Proto: javascript", "Host: [::", "Cookie: " + "a=b; a=b; a=b", "Range: bytes=9-1", "Sec-Fetch-Site: cross-site", "HX-Request: true",
    ];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var method = Pick(["GET", "GET", "GET", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND", "get"]);
        var body = method is "GET" or "HEAD" ? "" : Pick(Bodies);
        var (target, type) = (TargetOf(method), method == "PATCH" ? "application/merge-patch+json" : "application/json");
        var headers = new List<string> { "Host: localhost", $"Content-Type: {type}", "Connection: close" };
        var isLengthRight = true;
        for (var wrongs = _random.Next(1, 4); wrongs > 0; wrongs--)
        {
            switch (_random.Next(7))
            {
                case 0: body = Splinter(body); break;
                case 1: target = Splinter(target).Replace(' ', '+'); break;
                case 2: headers.Add(Pick(Headers)); break;
                case 3: body = body[.._random.Next(body.Length + 1)]; break;
                case 4: isLengthRight = false; break;
                case 5: body = string.Concat(Enumerable.Repeat(body, _random.Next(1, 40))); break;
                default: headers.Add($"X-{_random.Next()}: {new string('x', _random.Next(20_000))}"); break;
            }
        }

        var bytes = Encoding.UTF8.GetBytes(body);
        headers.Add($"Content-Length: {(isLengthRight ? bytes.Length : bytes.Length + _random.Next(-bytes.Length, 20))}");
        return Scratch([.. Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\n{string.Join("\r\n", headers)}\r\n\r\n"), .. bytes]);
    }

    /// <summary>Mostly one that the method goes with, so that the rest of the request is looked at.</summary>
    private string TargetOf(string method) => (_random.Next(5), method) switch
    {
        (> 2, "POST") => "/api/items",
        (> 0, "POST") => Pick(["/api/webhooks", "/api/webhooks", $"{Webhook}/test", $"{Webhook}/replay", $"{Webhook}/resume", $"{Webhook}/rotate-secret"]),
        (> 1, "PUT" or "PATCH" or "DELETE") => "/api/items/019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01",
        (> 0, "PATCH" or "DELETE") => Webhook,
        _ => Pick(Targets),
    };

    private string Splinter(string text) => text.Insert(_random.Next(text.Length + 1), Pick(Splinters));

    /// <summary>One request in four also has a byte that is another one.</summary>
    private byte[] Scratch(byte[] request)
    {
        if (_random.Next(4) == 0)
        {
            request[_random.Next(request.Length)] = (byte)_random.Next(256);
        }

        return request;
    }

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}

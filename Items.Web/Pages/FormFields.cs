namespace Items.Web.Pages;

/// <summary>The fields of a form that was sent here.</summary>
internal static class FormFields
{
    /// <exception cref="BadHttpRequestException">The body is no form, or too much of one.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            throw new BadHttpRequestException("A form is expected.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException tooMuch)
        {
            throw new BadHttpRequestException(tooMuch.Message, StatusCodes.Status400BadRequest, tooMuch);
        }
    }

    /// <summary>Forms send line breaks as CR LF, whatever they were.</summary>
    public static string Lines(string? field) => (field ?? "").Replace("\r\n", "\n", StringComparison.Ordinal);
}

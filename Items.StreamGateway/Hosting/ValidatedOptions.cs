namespace Items.StreamGateway.Hosting;

internal static class ValidatedOptions
{
    /// <summary>Binds a section, checks its annotations, and refuses to start with a value that is not allowed.</summary>
    public static void AddValidatedOptions<TOptions>(this WebApplicationBuilder builder, string section)
        where TOptions : class =>
        builder.Services.AddOptions<TOptions>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Items.Data.Setup;

/// <summary>For <c>dotnet ef migrations add</c>, which needs the model and no server.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<ItemsDbContext>
{
    public ItemsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ItemsDbContext>().UseNpgsql().Options);
}

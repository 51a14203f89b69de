// An example that deploys as it is. Values come from the environment, which azd keeps for each deployment (azd env set NAME value), so the file
// can stay as it is.
using 'main.bicep'

param applicationName = readEnvironmentVariable('FUNCAUTH_APPLICATION_NAME', 'My app')

// Separated by commas.
param allowedOrigins = filter(
  map(
    split(readEnvironmentVariable('FUNCAUTH_ALLOWED_ORIGINS', 'https://app.example.com'), ','),
    origin => trim(origin)
  ),
  origin => !empty(origin)
)

// auth.example.com, once it leads to the app. With front door: from the beginning.
param hostName = readEnvironmentVariable('FUNCAUTH_HOST_NAME', '')
param frontDoor = bool(readEnvironmentVariable('FUNCAUTH_FRONT_DOOR', 'false'))

// mail.example.com, and true once its DNS records are verified.
param emailDomain = readEnvironmentVariable('FUNCAUTH_EMAIL_DOMAIN', '')
param emailDomainVerified = bool(readEnvironmentVariable('FUNCAUTH_EMAIL_DOMAIN_VERIFIED', 'false'))

// +15550100 or the like.
param smsFrom = readEnvironmentVariable('FUNCAUTH_SMS_FROM', '')

param dataLocation = readEnvironmentVariable('FUNCAUTH_DATA_LOCATION', 'Europe')

// One for requests costs about 5 USD a month and removes the cold start.
param alwaysReady = {
  http: int(readEnvironmentVariable('FUNCAUTH_ALWAYS_READY_HTTP', '0'))
  email: int(readEnvironmentVariable('FUNCAUTH_ALWAYS_READY_EMAIL', '0'))
  sms: int(readEnvironmentVariable('FUNCAUTH_ALWAYS_READY_SMS', '0'))
}

param alertEmail = readEnvironmentVariable('FUNCAUTH_ALERT_EMAIL', '')
param monthlyBudget = int(readEnvironmentVariable('FUNCAUTH_MONTHLY_BUDGET', '0'))

// Whatever else local.settings.sample.json lists.
param settings = {
  FuncAuth__Attributes__Username__Enabled: 'false'
}

// azd knows who deploys; with plain az: az ad signed-in-user show --query id -o tsv
param keyKeeperId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')

param tags = {
  'azd-env-name': readEnvironmentVariable('AZURE_ENV_NAME', 'funcauth')
}

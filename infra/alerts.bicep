// Who is told, and of what. README.md says what to do about each.
param name string
param location string
param workspaceId string
param storageName string
param email string
param messagesAnHour int
param monthlyBudget int
param budgetStart string
param tags { *: string }

resource storage 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: storageName

  resource queueService 'queueServices' existing = { name: 'default' }
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'FuncAuth'
    enabled: true
    emailReceivers: empty(email) ? [] : [{ name: 'mail', emailAddress: email, useCommonAlertSchema: true }]
  }
}

// An alert each: a query over the last minutes that should find nothing.
var queries = [
  {
    name: 'server-errors'
    text: 'Requests were answered with 5xx.'
    severity: 1
    minutes: 5
    query: 'AppRequests | where toint(ResultCode) >= 500 | summarize Found = count() | where Found > 2'
  }
  {
    name: 'poison'
    text: 'A message failed for good and went to a poison queue: somebody waits for a code that will not come.'
    severity: 1
    minutes: 15
    query: 'AppTraces | where Message has "MaxDequeueCount" and Message has "poison" | summarize Found = count() | where Found > 0'
  }
  {
    name: 'queue-age'
    text: 'Codes were asked for, and for minutes none was handed to a provider: messages grow old in the queues.'
    severity: 1
    minutes: 15
    query: 'AppMetrics | extend Step = tostring(Properties["funcauth.step"]), Outcome = tostring(Properties["funcauth.outcome"]) | summarize Asked = sumif(Sum, Name == "funcauth.attempts" and Step contains "prepare" and Outcome == "ok" and TimeGenerated < ago(3m)), Handed = sumif(Sum, Name == "funcauth.sends") | where Asked > 0 and Handed == 0'
  }
  {
    name: 'provider-throttling'
    text: 'The provider puts messages off: a quota is used up. Codes come late or not at all.'
    severity: 1
    minutes: 15
    query: 'AppMetrics | where Name == "funcauth.sends" and tostring(Properties["funcauth.outcome"]) == "postponed" | summarize Found = sum(Sum) | where Found > 5'
  }
  {
    name: 'lockouts'
    text: 'Accounts were locked more often than people mistype: somebody is guessing.'
    severity: 2
    minutes: 15
    query: 'AppMetrics | where Name == "funcauth.lockouts" | summarize Found = sum(Sum) | where Found > 10'
  }
  {
    name: 'message-spend'
    text: 'More messages went out than messagesAnHour allows. Messages are what FuncAuth costs most.'
    severity: 1
    minutes: 60
    query: 'AppMetrics | where Name == "funcauth.sends" | summarize Found = sum(Sum) | where Found > ${messagesAnHour}'
  }
]

resource queryAlerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in queries: {
    name: '${alert.name}-${name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'FuncAuth: ${alert.name}'
      description: alert.text
      severity: alert.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: alert.minutes == 60 ? 'PT15M' : 'PT5M'
      windowSize: alert.minutes == 60 ? 'PT1H' : 'PT${alert.minutes}M'
      criteria: {
        allOf: [{ query: alert.query, timeAggregation: 'Count', operator: 'GreaterThan', threshold: 0 }]
      }
      autoMitigate: true
      // A workspace that nothing has written to yet has no such tables.
      skipQueryValidation: true
      actions: { actionGroups: [people.id] }
    }
  }
]

resource throttling 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'storage-throttling-${name}'
  location: 'global'
  tags: tags
  properties: {
    description: 'The storage account answered that it is too busy.'
    severity: 2
    enabled: true
    scopes: [storage.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'throttled'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'Transactions'
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              values: [
                'ServerBusyError'
                'ClientThrottlingError'
                'ClientAccountRequestThrottlingError'
                'SuccessWithThrottling'
              ]
            }
          ]
          operator: 'GreaterThan'
          threshold: 10
          timeAggregation: 'Total'
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

// The second net: whatever the logs say, messages lie. In good times the queues are empty.
resource backlog 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'backlog-${name}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Messages lie in the queues or the poison queues. Azure counts them once an hour at best.'
    severity: 2
    enabled: true
    scopes: [storage::queueService.id]
    evaluationFrequency: 'PT1H'
    windowSize: 'PT1H'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'messages'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'QueueMessageCount'
          operator: 'GreaterThan'
          threshold: 10
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

resource budget 'Microsoft.Consumption/budgets@2026-06-01' = if (monthlyBudget > 0) {
  name: 'budget-${name}'
  properties: {
    category: 'Cost'
    amount: monthlyBudget
    timeGrain: 'Monthly'
    timePeriod: { startDate: budgetStart }
    notifications: {
      atFourFifths: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: []
        contactGroups: [people.id]
      }
      foreseen: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: []
        contactGroups: [people.id]
      }
    }
  }
}

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useMemo } from "react";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { Refused } from "../api/refusal";
import { nonce } from "./nonce";
import { routes } from "./routes";
import { useLanguage } from "./language";
import { useDark } from "./appearance";
import { themeOf } from "./theme";

/** A refusal is an answer and is not asked for again; a server that is away is. */
function again(failures: number, error: Error): boolean {
  return !(error instanceof Refused) && failures < 2;
}

/** A session that has ended is noticed by whatever is asked first: who is signed in is asked anew. */
function newClient(): QueryClient {
  const noticed = (error: Error): void => {
    const ended = error instanceof Refused && error.status === 401;
    // where nobody was signed in, asking anew would take the sign-in and its answer off the page
    const held = client.getQueriesData({ queryKey: ["get", "/api/me"] }).some(([, data]) => data);
    if (ended && held) void client.invalidateQueries({ queryKey: ["get", "/api/me"] });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[1] !== "/api/me") noticed(error);
      },
    }),
    mutationCache: new MutationCache({ onError: noticed }),
    defaultOptions: {
      queries: { retry: again, staleTime: 30_000, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}

export function App() {
  const language = useLanguage();
  const dark = useDark();
  const client = useMemo(newClient, []);
  const router = useMemo(() => createBrowserRouter(routes), []);
  return (
    <ConfigProvider
      theme={themeOf(dark)}
      locale={language === "zh" ? zhCN : enUS}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
    >
      <AntApp component={false}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}
